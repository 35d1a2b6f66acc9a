export { archiveReport } from './report/archive-report.js';
export type { ReportOptions } from './report/options.js';
export { planReport } from './report/plan-report.js';
export { verificationReport } from './report/verification-report.js';
