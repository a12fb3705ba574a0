import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { plainErrorOf } from "../../lib/errors";
import "./gridTable.css";

export type GridColumn<Row> = {
  id: string;
  head: string;
  /** A CSS track: `90px`, `minmax(120px, 1fr)`. */
  width: string;
  align?: "right";
  /** The cell as text: what is shown, and what an edit begins with. */
  text: (row: Row) => string;
  show?: (row: Row) => ReactNode;
  /** Takes what was typed; a refusal is said under the table and the text stays. Without it the cell is read only. */
  edit?: (row: Row, text: string) => Promise<unknown>;
};

type Place = { row: number; column: number };
const ROW_HEIGHT = 32;

/**
 * A dense table for the keyboard: arrows move, Enter or typing edits, Enter or Tab keeps and moves on, Escape leaves.
 * Only the rows in view are in the page, so that ten thousand stay fluent.
 */
export function GridTable<Row extends { _id: string }>(props: {
  name: string;
  rows: readonly Row[];
  columns: readonly GridColumn<Row>[];
  /** False where the viewer has no right to change things. */
  isEditable: boolean;
  empty: string;
  selectedId?: string | null;
  rowClass?: (row: Row) => string | undefined;
  onOpen?: (row: Row) => void;
  onRemove?: (row: Row) => Promise<unknown>;
  onNearEnd?: () => void;
}) {
  const { name, rows, columns, isEditable, onOpen, onRemove, onNearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<{ message: string; hint: string } | null>(null);
  // React Compiler cannot keep this hook's functions between renders; the table renders with its rows anyway.
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const isEmpty = rows.length === 0;
  const visible = virtual.getVirtualItems();
  const tracks = { gridTemplateColumns: columns.map(({ width }) => width).join(" ") };
  const current = { row: Math.min(place.row, Math.max(0, rows.length - 1)), column: place.column };

  const focusGrid = () => scroller.current?.focus();
  const moveTo = (row: number, column: number) => {
    const next = {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    setPlace(next);
    setDraft(null);
    virtual.scrollToIndex(next.row);
    if (next.row > rows.length - 20) onNearEnd?.();
  };
  const canEdit = (column: number) => isEditable && columns[column]?.edit !== undefined;
  const begin = (text?: string) => {
    const row = rows[current.row];
    const column = columns[current.column];
    if (row !== undefined && column !== undefined && canEdit(current.column)) setDraft(text ?? column.text(row));
  };
  const run = async (work: Promise<unknown>) => {
    try {
      await work;
      setProblem(null);
      return true;
    } catch (error) {
      setProblem(plainErrorOf(error));
      return false;
    }
  };
  const keep = async (step: Place) => {
    const row = rows[current.row];
    const column = columns[current.column];
    if (row === undefined || column?.edit === undefined || draft === null) return;
    if (draft !== column.text(row) && !(await run(column.edit(row, draft)))) return;
    moveTo(current.row + step.row, current.column + step.column);
    focusGrid();
  };

  const onGridKey = (event: KeyboardEvent) => {
    if (draft !== null) return;
    const step: Partial<Record<string, Place>> = {
      ArrowUp: { row: -1, column: 0 },
      ArrowDown: { row: 1, column: 0 },
      ArrowLeft: { row: 0, column: -1 },
      ArrowRight: { row: 0, column: 1 },
      PageUp: { row: -15, column: 0 },
      PageDown: { row: 15, column: 0 },
      Home: { row: -rows.length, column: 0 },
      End: { row: rows.length, column: 0 },
    };
    const by = step[event.key];
    const row = rows[current.row];
    if (by !== undefined) moveTo(current.row + by.row, current.column + by.column);
    else if (event.key === "Enter") {
      if (canEdit(current.column)) begin();
      else if (row !== undefined) onOpen?.(row);
    } else if (event.key === "F2") begin();
    else if (event.key === "Delete" && isEditable && onRemove !== undefined && row !== undefined) {
      void run(onRemove(row));
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && canEdit(current.column)) {
      begin(event.key);
    } else return;
    event.preventDefault();
    // Single letters are shortcuts of the page elsewhere.
    event.stopPropagation();
  };

  return (
    // Wider than a phone; without a row in it nothing inside could be scrolled to by key.
    <div className="grid-table" {...(isEmpty ? { tabIndex: 0, role: "region", "aria-label": `${name}, empty` } : {})}>
      <div className="grid-head" style={tracks} aria-hidden="true">
        {columns.map((column) => (
          <span key={column.id} className={clsx(column.align === "right" && "is-right")}>
            {column.head}
          </span>
        ))}
      </div>
      {/* Outside the grid, which owns rows and nothing else. */}
      {isEmpty && <p className="empty-note">{props.empty}</p>}
      <div
        ref={scroller}
        className="grid-body"
        role="grid"
        aria-label={name}
        aria-rowcount={rows.length}
        aria-colcount={columns.length}
        hidden={isEmpty}
        aria-activedescendant={isEmpty ? undefined : `${name}-${current.row}-${current.column}`}
        tabIndex={0}
        onKeyDown={onGridKey}
        onScroll={() => (visible.at(-1)?.index ?? 0) > rows.length - 30 && onNearEnd?.()}
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
          {visible.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <div
                key={row._id}
                role="row"
                aria-rowindex={item.index + 1}
                className={clsx("grid-row", row._id === props.selectedId && "is-selected", props.rowClass?.(row))}
                style={{ ...tracks, transform: `translateY(${item.start}px)` }}
              >
                {columns.map((column, index) => {
                  const isCurrent = item.index === current.row && index === current.column;
                  const isEditing = isCurrent && draft !== null;
                  return (
                    // The grid holds the focus and its keys, and names the current cell: a cell alone is never focused.
                    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
                    <div
                      key={column.id}
                      id={`${name}-${item.index}-${index}`}
                      role="gridcell"
                      aria-label={`${column.head}: ${column.text(row)}`}
                      aria-readonly={!canEdit(index)}
                      className={clsx(column.align === "right" && "is-right", isCurrent && "is-current")}
                      onMouseDown={() => {
                        if (!isEditing) moveTo(item.index, index);
                      }}
                      onClick={() => column.edit === undefined && onOpen?.(row)}
                      onDoubleClick={() => begin()}
                    >
                      {isEditing ? (
                        <input
                          aria-label={column.head}
                          value={draft}
                          // The cell was chosen to be typed into.
                          // eslint-disable-next-line jsx-a11y/no-autofocus
                          autoFocus
                          onChange={(event) => setDraft(event.target.value)}
                          onBlur={() => setDraft(null)}
                          onKeyDown={(event) => {
                            if (event.key === "Enter") void keep({ row: event.shiftKey ? -1 : 1, column: 0 });
                            else if (event.key === "Tab") void keep({ row: 0, column: event.shiftKey ? -1 : 1 });
                            else if (event.key === "Escape") {
                              setDraft(null);
                              focusGrid();
                            } else return;
                            event.preventDefault();
                            event.stopPropagation();
                          }}
                        />
                      ) : (
                        (column.show?.(row) ?? column.text(row))
                      )}
                    </div>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
      {problem !== null && (
        <p role="alert" className="grid-problem">
          {problem.message} <span>{problem.hint}</span>
        </p>
      )}
    </div>
  );
}
