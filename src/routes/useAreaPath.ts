import { useNavigate, useParams } from "@tanstack/react-router";

/** The address below an area, in pieces: `/benchmarks/run/abc` gives `["run", "abc"]`; and a way to change it. */
export function useAreaPath(area: string): { pieces: string[]; open: (...pieces: string[]) => void } {
  const { _splat = "" } = useParams({ strict: false });
  const navigate = useNavigate();
  return {
    pieces: _splat.split("/").filter((piece) => piece !== ""),
    open: (...pieces) => void navigate({ to: `/${[area, ...pieces.map(encodeURIComponent)].join("/")}` }),
  };
}
