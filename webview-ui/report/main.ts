import './report.css';
import './reportView';
