/** The page's one style sheet. No rule names a resource; colors reach 4.5:1 for text and 3:1 for what is drawn, in both schemes. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #ffffff; --card: #f6f8fa; --line: #d5dbe1; --text: #1b2127; --quiet: #556069; --link: #0b5cad;
  --moves: #0b62c4; --stays: #7f8c99; --object: #0a7d6c; --packed: #b25000; --single: #0b62c4;
  --good: #0a6b3d; --warn: #8a4b00; --warn-ground: #fff6e5; --bad: #b3261e; --bad-ground: #fdeeed; --good-ground: #e9f7ef; }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #0f1419; --card: #181f26; --line: #323c46; --text: #e8ecf0; --quiet: #a3afba; --link: #79b8ff;
  --moves: #58a6ff; --stays: #75838f; --object: #3fb59f; --packed: #f0a04b; --single: #58a6ff;
  --good: #5fd394; --warn: #f3b95f; --warn-ground: #2b2312; --bad: #ff8f85; --bad-ground: #321a18; --good-ground: #13281d; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; padding: 8px 12px; background: var(--ground); color: var(--link); }
header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 14px; }
h3 { font-size: 1.05rem; margin: 0 0 4px; }
p { margin: 0 0 10px; } a { color: var(--link); }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.quiet { color: var(--quiet); }
nav ul { list-style: none; margin: 14px 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 20px; }
nav a { display: inline-block; padding: 4px 0; }
section { margin: 36px 0 0; padding: 28px 0 0; border-top: 1px solid var(--line); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 14px; margin: 22px 0 0; padding: 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.tile dt { color: var(--quiet); font-size: 0.9rem; }
.tile dd { margin: 0; } .tile .value { font-size: 1.65rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
.tile .note { color: var(--quiet); font-size: 0.9rem; }
.tile.good .value { color: var(--good); } .tile.warn .value { color: var(--warn); } .tile.bad .value { color: var(--bad); }
.notices { list-style: none; margin: 0; padding: 0; }
.notices li { border-left: 4px solid var(--warn); background: var(--warn-ground); border-radius: 0 8px 8px 0; padding: 10px 14px; margin: 0 0 10px; }
.notices li.bad { border-color: var(--bad); background: var(--bad-ground); } .notices li.good { border-color: var(--good); background: var(--good-ground); }
.notices strong { display: block; font-size: 0.9rem; } .notices .bad strong { color: var(--bad); } .notices .warn strong { color: var(--warn); } .notices .good strong { color: var(--good); }
.figure { display: grid; grid-template-columns: minmax(0, 620px) minmax(0, 1fr); gap: 6px 40px; margin: 26px 0 0; align-items: start; }
.figure > .words { grid-column: 1 / -1; max-width: 76ch; }
.figure.wide { grid-template-columns: minmax(0, 1fr); }
.plot svg { display: block; width: 100%; max-width: 640px; height: auto; overflow: visible; }
.plot .narrow { display: none; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0 0 6px; padding: 0; font-size: 0.9rem; }
.key li::before { content: ""; display: inline-block; width: 12px; height: 12px; margin-right: 7px; border-radius: 3px; background: var(--stays); }
.key .moves::before { background: var(--moves); } .key .object::before { background: var(--object); } .key .packed::before { background: var(--packed); } .key .single::before { background: var(--single); border-radius: 50%; }
.key .bad::before { background: var(--bad); } .key .good::before { background: var(--good); }
svg text { white-space: pre; }
svg .stays { fill: var(--stays); } svg .moves { fill: var(--moves); } svg .object { fill: var(--object); } svg .bad { fill: var(--bad); } svg .good { fill: var(--good); }
svg .stroke-moves { stroke: var(--moves); fill: none; } svg .stroke-single { stroke: var(--single); fill: none; } svg .stroke-packed { stroke: var(--packed); fill: none; }
svg .dot-single { fill: var(--single); } svg .dot-packed { fill: var(--packed); } svg .hollow-single { fill: var(--ground); stroke: var(--single); } svg .hollow-packed { fill: var(--ground); stroke: var(--packed); }
svg .under-single { fill: var(--single); fill-opacity: 0.14; } svg .under-packed { fill: var(--packed); fill-opacity: 0.14; }
svg .today { stroke: var(--text); } svg .label { fill: var(--text); stroke: var(--ground); stroke-width: 4px; paint-order: stroke; } svg .faint { stroke: var(--line); }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; color: var(--quiet); padding: 0 0 4px; }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; text-align: left; }
thead th, thead th.number { color: var(--quiet); vertical-align: bottom; white-space: normal; } tbody th { min-width: 7em; }
th.group { text-align: center; border-bottom: 0; } .number { text-align: right; white-space: nowrap; } th.number:last-child, td.number:last-child { padding-right: 0; }
tr.marked th, tr.marked td { font-weight: 650; } .mark { color: var(--moves); white-space: nowrap; }
footer { margin-top: 44px; padding-top: 16px; padding-bottom: 40px; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.9rem; }
@media screen and (max-width: 900px) { .figure { grid-template-columns: minmax(0, 1fr); } }
@media screen and (max-width: 540px) { header, main, footer { padding-left: 16px; padding-right: 16px; } h1 { font-size: 1.55rem; }
  .plot .wide { display: none; } .plot .narrow { display: block; } .tiles { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; } .tile { padding: 10px 12px; } .tile .value { font-size: 1.3rem; } }
@media print { @page { margin: 14mm; } body { font-size: 10.5pt; } header, main, footer { max-width: none; padding-left: 0; padding-right: 0; } header { padding-top: 0; } nav, .skip { display: none; }
  section { break-inside: auto; margin-top: 18pt; padding-top: 14pt; } .tile, .notices li, .figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .tiles { grid-template-columns: repeat(4, 1fr); } .tile .value { font-size: 14pt; } .figure { grid-template-columns: 45% minmax(0, 1fr); gap: 4pt 14pt; } table { font-size: 8pt; } th, td { padding: 2pt 5pt 2pt 0; }
  .figure .key { font-size: 8pt; } .number, .mark { white-space: normal; } tbody th { min-width: 0; overflow-wrap: anywhere; }
  .plot .wide { display: none; } .plot .narrow { display: block; } section { border-top: 0.5pt solid var(--line); }
  .scroll { overflow: visible; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
