import '../components/page.css';
import './trainingView';
