import '../components/page.css';
import './imperceptibleView';
