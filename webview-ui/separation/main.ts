import '../components/page.css';
import './separationView';
