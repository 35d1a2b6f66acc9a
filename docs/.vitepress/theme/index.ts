import DefaultTheme from 'vitepress/theme-without-fonts'; // the reader's own fonts: nothing is fetched
import './style.css';

export default DefaultTheme;
