import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([BarChart, CustomChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 760;
const HEIGHT = 420;
const CAP = 4;
const COLORS = ['#2f6fb3', '#d9822b', '#3a9a5b', '#b34a4a', '#7b5ea7', '#6b6b6b', '#c4a000', '#17a2b8'];

/** The value above its bar: on a logarithmic axis the bar's length says little. */
const LABEL = { show: true, position: 'top', formatter: ({ value: [, y] }) => Number(y.toPrecision(3)).toLocaleString('en-US') };

/** From the least to the most, with the median's own color. */
function spreadSeries({ name, points }, color) {
  return {
    type: 'custom',
    name,
    silent: true,
    z: 3,
    data: points.map(({ x, min, max }) => [x, min, max]),
    renderItem: (_, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const [, high] = api.coord([api.value(0), api.value(2)]);
      const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: color, lineWidth: 1.5 } });
      return { type: 'group', children: [line(x, low, x, high), line(x - CAP, low, x + CAP, low), line(x - CAP, high, x + CAP, high)] };
    },
  };
}

function axis({ label, log }, categories) {
  const name = { name: label, nameLocation: 'middle', nameGap: categories ? 30 : 48 };
  if (categories) return { ...name, type: 'category', axisLabel: { interval: 0, rotate: 30 } };
  return {
    ...name,
    type: log ? 'log' : 'value',
    scale: true,
    min: log ? undefined : 0,
    axisLabel: { formatter: value => value.toLocaleString('en-US') },
  };
}

/**
 * Draws a plot as SVG.
 *
 * @param {import('../harness/suite.js').Plot} plot
 * @returns {string}
 */
export function plotSvg({ title, kind, x, y, series }) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    const isBar = kind === 'bar';
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      color: COLORS,
      title: { text: title, left: 'center', textStyle: { fontSize: 15 } },
      legend: series.length > 1 ? { top: 34, itemGap: 18, data: series.map(({ name }) => name) } : undefined,
      grid: { left: isBar ? 120 : 75, right: 30, top: series.length > 1 ? 85 : 60, bottom: isBar ? 110 : 60 },
      xAxis: axis(x, isBar),
      yAxis: { ...axis(y, false) },
      series: series.flatMap((each, index) => {
        const color = COLORS[index % COLORS.length];
        const line = { lineStyle: { type: each.dashed ? 'dashed' : 'solid' }, symbolSize: each.dashed ? 0 : 5 };
        const medians = {
          type: kind,
          name: each.name,
          data: each.points.map(point => [point.x, point.y]),
          ...(isBar ? { label: LABEL } : line),
        };
        return each.dashed ? [medians] : [medians, spreadSeries(each, isBar ? '#333333' : color)];
      }),
    });
    return `${chart.renderToSVGString()}\n`;
  } finally {
    chart.dispose();
  }
}
