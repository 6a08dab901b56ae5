import '../components/page.css';
import './reportView';
