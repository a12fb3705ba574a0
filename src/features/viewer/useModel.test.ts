// @vitest-environment happy-dom
import { renderHook, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { buildGlb } from "./glbFixture";
import { useModel } from "./useModel";

type Answer = ArrayBuffer | number | Error;

/** Serves these answers by URL; a number is an HTTP status. */
function serve(answers: Record<string, Answer | Promise<Answer>>) {
  const fetchFake = vi.fn(async (url: string) => {
    const answer = await answers[url];
    if (answer instanceof Error) throw answer;
    return typeof answer === "number" ? new Response(null, { status: answer }) : new Response(answer);
  });
  vi.stubGlobal("fetch", fetchFake);
  return fetchFake;
}

function show(url: string | null, key: string | null) {
  const onReady = vi.fn();
  const onError = vi.fn();
  const hook = renderHook(({ url, key }) => useModel(url, key, { onReady, onError }), { initialProps: { url, key } });
  return { ...hook, onReady, onError };
}

afterEach(() => vi.unstubAllGlobals());

describe("useModel", () => {
  it("keeps the last good model on screen until the next one is parsed", async () => {
    let release: (answer: Answer) => void = () => {};
    serve({ "/a": buildGlb(), "/b": new Promise<Answer>((resolve) => (release = resolve)) });
    const { result, rerender, onReady } = show("/a", "a");
    await waitFor(() => expect(result.current.shown?.key).toBe("a"));
    rerender({ url: "/b", key: "b" });
    expect(result.current).toMatchObject({ shown: { key: "a" }, isLoading: true });
    release(buildGlb());
    await waitFor(() => expect(result.current.shown?.key).toBe("b"));
    expect(onReady.mock.calls).toEqual([["a"], ["b"]]);
  });

  it("tells in plain words what is wrong with a file and keeps the model before it", async () => {
    serve({ "/a": buildGlb(), "/b": new TextEncoder().encode("<html>no model here</html>").buffer as ArrayBuffer });
    const { result, rerender, onError } = show("/a", "a");
    await waitFor(() => expect(result.current.shown?.key).toBe("a"));
    rerender({ url: "/b", key: "b" });
    await waitFor(() => expect(onError).toHaveBeenCalledWith("b", expect.stringContaining("not a GLB file")));
    expect(result.current).toMatchObject({ shown: { key: "a" }, isLoading: false });
  });

  it("does not load again when only the signed link of the same model changes", async () => {
    const fetchFake = serve({ "/a?sig=1": buildGlb(), "/a?sig=2": buildGlb() });
    const { result, rerender } = show("/a?sig=1", "a");
    await waitFor(() => expect(result.current.shown?.key).toBe("a"));
    rerender({ url: "/a?sig=2", key: "a" });
    expect(fetchFake).toHaveBeenCalledTimes(1);
  });

  it("ignores an answer that comes after another model was asked for", async () => {
    let release: (answer: Answer) => void = () => {};
    serve({ "/slow": new Promise<Answer>((resolve) => (release = resolve)), "/b": buildGlb() });
    const { result, rerender, onReady } = show("/slow", "slow");
    rerender({ url: "/b", key: "b" });
    await waitFor(() => expect(result.current.shown?.key).toBe("b"));
    release(buildGlb());
    await Promise.resolve();
    expect(result.current.shown?.key).toBe("b");
    expect(onReady.mock.calls).toEqual([["b"]]);
  });

  it("shows nothing for no key, and not the old model before the next one", async () => {
    serve({ "/a": buildGlb(), "/b": new Promise<Answer>(() => {}) });
    const { result, rerender } = show("/a", "a");
    await waitFor(() => expect(result.current.shown?.key).toBe("a"));
    rerender({ url: null, key: null });
    expect(result.current.shown).toBeNull();
    rerender({ url: "/b", key: "b" });
    expect(result.current.shown).toBeNull();
  });

  it("says the status when the server refuses the file", async () => {
    serve({ "/a": 403 });
    const { onError } = show("/a", "a");
    await waitFor(() => expect(onError).toHaveBeenCalledWith("a", "The model could not be fetched (status 403)."));
  });

  it("unpacks a file that the server stored compressed", async () => {
    const packed = await new Response(
      new Blob([buildGlb()]).stream().pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer();
    serve({ "/a": packed });
    const { result } = show("/a", "a");
    await waitFor(() => expect(result.current.shown?.key).toBe("a"));
  });
});
