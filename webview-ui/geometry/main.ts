import '../components/page.css';
import './geometryView';
