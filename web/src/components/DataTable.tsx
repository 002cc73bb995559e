/** A small table with sortable columns. Long lists are virtual and live elsewhere. */
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import {
  type Column,
  type ColumnDef,
  flexRender,
  getCoreRowModel,
  getSortedRowModel,
  type RowData,
  type SortingState,
  useReactTable,
} from "@tanstack/react-table";
import { type ReactNode, useState } from "react";
import classes from "./table.module.css";

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Numbers stand at the end of their column. */
    isEnd?: boolean;
    /** Left out on small screens. */
    isExtra?: boolean;
    width?: string;
  }
}

interface DataTableProps<T> {
  // biome-ignore lint/suspicious/noExplicitAny: columns of one table carry values of different types
  columns: ColumnDef<T, any>[];
  rows: T[];
  caption: string;
  sortBy?: SortingState;
}

export function DataTable<T>({ columns, rows, caption, sortBy = [] }: DataTableProps<T>) {
  const [sorting, setSorting] = useState<SortingState>(sortBy);
  const table = useReactTable({
    data: rows,
    columns,
    state: { sorting },
    onSortingChange: setSorting,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  return (
    <div className={classes.scroller}>
      <table className={classes.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {table.getFlatHeaders().map((header) => (
              <HeaderCell key={header.id} column={header.column}>
                {flexRender(header.column.columnDef.header, header.getContext())}
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id} {...markOf(cell.column)}>
                  {flexRender(cell.column.columnDef.cell, cell.getContext())}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function markOf<T>(column: Column<T>) {
  const { isEnd, isExtra } = column.columnDef.meta ?? {};
  return { "data-end": isEnd || undefined, "data-extra": isExtra || undefined };
}

const DIRECTIONS = { asc: "ascending", desc: "descending" } as const;

function HeaderCell<T>({ column, children }: { column: Column<T>; children: ReactNode }) {
  const sorted = column.getIsSorted();
  return (
    <th
      scope="col"
      {...markOf(column)}
      style={{ inlineSize: column.columnDef.meta?.width }}
      aria-sort={sorted === false ? undefined : DIRECTIONS[sorted]}
    >
      {column.getCanSort() ? (
        <button type="button" className={classes.sort} onClick={column.getToggleSortingHandler()}>
          {children}
          {sorted === "asc" && <IconChevronUp size={12} aria-hidden="true" />}
          {sorted === "desc" && <IconChevronDown size={12} aria-hidden="true" />}
        </button>
      ) : (
        children
      )}
    </th>
  );
}
