import '../components/page.css';
import './criticalEpsilonView';
