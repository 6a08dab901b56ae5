import '../components/page.css';
import './transferTableView';
