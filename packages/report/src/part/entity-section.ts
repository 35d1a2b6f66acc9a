import type { EntityPlan } from '@tempest-ts/hybrid';
import { age } from '../format/ages.js';
import { bytes, count, counted, dollars, months, percent } from '../format/numbers.js';
import { html } from '../html/html.js';
import type { PageSection } from '../html/page.js';
import { type Tile, tiles } from '../html/tiles.js';
import { ageFigure } from './age-figure.js';
import { LAYOUT_NAMES } from './layout-names.js';
import { paybackFigure } from './payback-figure.js';
import { savingFigure } from './saving-figure.js';
import { sizeFigure } from './size-figure.js';

function advice({ layout, pays, layouts }: EntityPlan): string {
  if (pays === undefined) return 'In neither layout does moving them ever pay.';
  if (pays === layout) return 'That pays sooner than the other layout.';
  return `As ${LAYOUT_NAMES[pays]} they would pay back sooner, after ${months(layouts[pays].cost.paybackMonths)}: set layout: '${pays}'.`;
}

/** What a dry run says of one entity. */
export function entitySection(entity: EntityPlan, place: number): PageSection {
  const { ages, sizes, layouts, layout, cost, archiveAfterDays } = entity;
  const moves = sizes.reduce((sum, { items }) => sum + items, 0);
  const seen = ages.reduce((sum, { items }) => sum + items, 0);
  const words = [
    `${counted(seen, 'item')} of ${entity.entity} ${seen === 1 ? 'is' : 'are'} not archived yet; ${count(moves)} would move, as items are old after ${age(archiveAfterDays)}.`,
    `They are declared to become ${LAYOUT_NAMES[layout]}.`,
    moves > 0 ? advice(entity) : '',
  ];
  const list: readonly Tile[] = [
    { title: 'Saved a month', value: dollars(cost.monthlySaving), note: `${percent(cost.savedShare)} of what these items cost` },
    { title: 'Pays back after', value: months(cost.paybackMonths), note: `the move costs ${dollars(cost.moveCost)} once` },
    {
      title: 'In DynamoDB',
      value: bytes(sizes.reduce((sum, each) => sum + each.bytes, 0)),
      note: `then ${bytes(layouts[layout].pointerBytes)} of pointers`,
    },
    { title: 'In S3', value: bytes(layouts[layout].bytesStored), note: counted(Math.ceil(cost.puts), 'object') },
  ];
  return {
    id: `entity-${place + 1}`,
    title: `${entity.entity} in ${entity.table}`,
    content: [
      html`<p>${words.join(' ')}</p>
`,
      moves > 0 && tiles(list),
      seen > 0 && ageFigure(entity),
      entity.thresholds.length > 0 && savingFigure(entity),
      moves > 0 && sizeFigure(entity),
      moves > 0 && paybackFigure(entity),
    ],
  };
}
