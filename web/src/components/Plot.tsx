/** A plot with the same figures as a table behind it, for those who cannot see it and those who want the numbers. */
import { useText } from "../i18n/text";
import { Chart, type ChartProps } from "./Chart";
import classes from "./plot.module.css";

interface PlotProps extends ChartProps {
  columns: readonly string[];
  /** The first cell of a row names it. */
  rows: readonly (readonly string[])[];
}

export function Plot({ columns, rows, ...chart }: PlotProps) {
  const t = useText();
  return (
    <>
      <Chart {...chart} />
      <details className={classes.figures}>
        <summary>{t("plots.asTable")}</summary>
        <div className={classes.scroller}>
          <table>
            <caption className="visually-hidden">{chart.label}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...cells]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    <td key={columns[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
