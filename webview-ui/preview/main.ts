import '../components/page.css';
import './preview.css';
import './previewView';
