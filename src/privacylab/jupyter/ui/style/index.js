import './index.css';
import './home.css';
