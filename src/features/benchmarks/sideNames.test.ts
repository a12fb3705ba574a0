import { describe, expect, it } from "vitest";
import type { Side } from "../../../convex/lib/benchmarks/views";
import { sideNames } from "./sideNames";

const side = (more: Partial<Side>): Side => ({ provider: "huggingface", profile: "balanced", repairs: true, ...more });

describe("sideNames", () => {
  it("leaves out what all sides share", () => {
    const [coder, library] = sideNames([side({ model: "Qwen/Qwen3-Coder-30B" }), side({ provider: "partsLibrary" })]);
    expect(coder).toEqual({ name: "Qwen3-Coder-30B", detail: "Hugging Face", short: "Qwen3-Coder-30B" });
    expect(library).toEqual({ name: "Parts library", detail: "no model", short: "Parts library" });
  });

  it("tells two sides of one model apart by what differs", () => {
    const names = sideNames([side({ model: "a/m" }), side({ model: "a/m", repairs: false })]);
    expect(names.map(({ short }) => short)).toEqual(["m repairs", "m no repairs"]);
    expect(names[1]!.detail).toBe("Hugging Face · no repairs");
  });
});
