import { axisX, barX, gridX, ruleX, text } from '@observablehq/plot';
import type { Html } from '../html/html.js';
import { draw } from './draw.js';

/** One bar: its parts lie end to end. */
export interface StackedBar {
  readonly name: string;
  readonly parts: readonly {
    /** Of the style sheet. */
    readonly className: string;
    readonly value: number;
  }[];
}

const BAR_HEIGHT = 34;
/** Above and below the bars: the axis. */
const EDGES = 46;
/** More are in the table only. */
const MAX_BARS = 24;
const CHARACTER_WIDTH = 7.2;

const shortened = (name: string, most: number): string => (name.length <= most ? name : `${name.slice(0, most - 1)}…`);

/**
 * Bars that lie, with what they come to at their ends.
 *
 * @param describe what one would see
 * @param format how values are written
 * @param tickFormat how those of an axis are that ends at `most`
 */
export function stackedBars(
  describe: string,
  bars: readonly StackedBar[],
  format: (value: number) => string,
  tickFormat: (most: number) => (value: number) => string = () => format,
): Html {
  const shown = bars.slice(0, MAX_BARS);
  const sum = ({ parts }: StackedBar): number => parts.reduce((total, { value }) => total + value, 0);
  const most = Math.max(0, ...shown.map(sum));
  const classes = [...new Set(shown.flatMap(({ parts }) => parts.map(({ className }) => className)))];
  return draw(describe, ({ isNarrow }) => {
    const longest = isNarrow ? 15 : 26;
    // Bars are told apart by their place: names may be the same, once they are shortened.
    const rows = shown.map((bar, place) => ({ ...bar, place, label: shortened(bar.name, longest), total: sum(bar) }));
    const segments = rows.flatMap(row => {
      let end = 0;
      return row.parts.map(({ className, value }) => {
        const from = end;
        end += value;
        return { place: row.place, className, from, to: end };
      });
    });
    return {
      height: shown.length * BAR_HEIGHT + EDGES,
      marginLeft: 14 + CHARACTER_WIDTH * Math.max(4, ...rows.map(({ label }) => label.length)),
      marginRight: 74,
      marginTop: 4,
      marginBottom: 30,
      x: { domain: [0, most || 1], label: null },
      y: {
        type: 'band',
        domain: rows.map(({ place }) => place),
        label: null,
        tickSize: 0,
        tickFormat: place => rows[place]?.label ?? '',
        padding: 0.25,
      },
      marks: [
        gridX({ className: 'grid', strokeOpacity: 0.15, ticks: isNarrow ? 3 : 6 }),
        axisX({ ticks: isNarrow ? 3 : 6, tickFormat: tickFormat(most), label: null }),
        ...classes.map(name =>
          barX(
            segments.filter(({ className }) => className === name),
            { x1: 'from', x2: 'to', y: 'place', className: name },
          ),
        ),
        ruleX([0]),
        text(rows, { x: 'total', y: 'place', text: ({ total }) => format(total), textAnchor: 'start', dx: 6, className: 'label' }),
      ],
    };
  });
}
