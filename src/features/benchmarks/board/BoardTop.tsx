import { useState } from "react";
import type { BoardRow } from "../../../../convex/lib/benchmarks/views";
import type { SideName } from "../sideNames";
import { LimitsLine } from "./LimitsLine";
import { ModelsTable, type Cheapest } from "./ModelsTable";
import { QualityPlot } from "./QualityPlot";
import "./board.css";

/** The table and the plot of one board: what the pointer or the keyboard is on in one is lit in the other. */
export function BoardTop(props: {
  rows: readonly BoardRow[];
  names: readonly SideName[];
  cheapest: Cheapest | undefined;
  kindName: string;
  onUse: ((side: number) => void) | null;
}) {
  const { rows, names, cheapest, kindName, onUse } = props;
  const [litSide, setLitSide] = useState<number | null>(null);
  return (
    <>
      <div className="board-top">
        <ModelsTable
          rows={rows}
          names={names}
          cheapest={cheapest}
          litSide={litSide}
          onLight={setLitSide}
          onUse={onUse}
          kindName={kindName}
        />
        <QualityPlot rows={rows} names={names} cheapestSide={cheapest?.side} litSide={litSide} onLight={setLitSide} />
      </div>
      <LimitsLine rows={rows} names={names} />
    </>
  );
}
