import '../components/page.css';
import './comparisonView';
