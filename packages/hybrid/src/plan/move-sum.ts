import { addFootprints, type Footprint, NO_FOOTPRINT } from '../price/footprint.js';
import type { ByLayout } from './layout-plan.js';

/** What items come to in one layout. Of packs neither their bytes nor how many there are is known before all items are. */
export interface LayoutSum {
  readonly pointerBytes: number;
  readonly bytesStored: number;
  readonly footprint: Footprint;
}

/** Items that would move. */
export interface MoveSum {
  readonly items: number;
  readonly bytes: number;
  /** Before compression. */
  readonly bodyBytes: number;
  /** Billed bytes of DynamoDB's overhead for rows and index entries, the same before and after. */
  readonly overheadBytes: number;
  readonly layouts: ByLayout<LayoutSum>;
}

const NO_LAYOUT_SUM: LayoutSum = { pointerBytes: 0, bytesStored: 0, footprint: NO_FOOTPRINT };

export const NO_MOVES: MoveSum = {
  items: 0,
  bytes: 0,
  bodyBytes: 0,
  overheadBytes: 0,
  layouts: { single: NO_LAYOUT_SUM, packed: NO_LAYOUT_SUM },
};

const addLayouts = (a: LayoutSum, b: LayoutSum): LayoutSum => ({
  pointerBytes: a.pointerBytes + b.pointerBytes,
  bytesStored: a.bytesStored + b.bytesStored,
  footprint: addFootprints(a.footprint, b.footprint),
});

export function addMoves(a: MoveSum, b: MoveSum): MoveSum {
  return {
    items: a.items + b.items,
    bytes: a.bytes + b.bytes,
    bodyBytes: a.bodyBytes + b.bodyBytes,
    overheadBytes: a.overheadBytes + b.overheadBytes,
    layouts: { single: addLayouts(a.layouts.single, b.layouts.single), packed: addLayouts(a.layouts.packed, b.layouts.packed) },
  };
}

/** As many times the items, and as many times their bytes: pointers and PUTs go with the one, all else with the other. */
export function scaleMoves({ items, bytes, bodyBytes, overheadBytes, layouts }: MoveSum, byItems: number, byBytes: number): MoveSum {
  const layout = ({ pointerBytes, bytesStored, footprint }: LayoutSum): LayoutSum => ({
    pointerBytes: pointerBytes * byItems,
    bytesStored: bytesStored * byBytes,
    footprint: {
      dynamoDbBytesBefore: (footprint.dynamoDbBytesBefore - overheadBytes) * byBytes + overheadBytes * byItems,
      dynamoDbBytesAfter: footprint.dynamoDbBytesAfter * byItems,
      s3Bytes: footprint.s3Bytes * byBytes,
      writeUnits: footprint.writeUnits * byBytes,
      readUnits: footprint.readUnits * byItems,
      puts: footprint.puts * byItems,
    },
  });
  return {
    items: items * byItems,
    bytes: bytes * byBytes,
    bodyBytes: bodyBytes * byBytes,
    overheadBytes: overheadBytes * byItems,
    layouts: { single: layout(layouts.single), packed: layout(layouts.packed) },
  };
}
