/** A ruler in percent that ends at 100 and begins a little below the smallest value shown. */

interface Tick {
  percent: number;
  isLabeled: boolean;
}

export interface Ruler {
  from: number;
  ticks: Tick[];
}

const MOST_LABELS = 6;
const STEPS = [1, 2, 5, 10, 20];

export function makeRuler(smallest: number): Ruler {
  const span = 100 - Math.max(0, Math.floor(smallest * 100 - 1));
  const step = STEPS.find((wanted) => span / wanted <= MOST_LABELS) ?? 20;
  const from = Math.max(0, 100 - Math.ceil(span / step) * step);
  const fine = step >= 10 ? step / 5 : step === 5 ? 1 : step / 2;
  const count = Math.round((100 - from) / fine);
  const ticks = Array.from({ length: count + 1 }, (_, index) => {
    const percent = from + index * fine;
    return { percent, isLabeled: (100 - percent) % step === 0 };
  });
  return { from, ticks };
}
