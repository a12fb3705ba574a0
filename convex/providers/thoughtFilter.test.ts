import { describe, expect, it } from "vitest";
import { replyText } from "./replyText";
import { thoughtFilter } from "./thoughtFilter";

/** What text and stream get to see when the reply comes in pieces of every size. */
function read(reply: string, { startsInThought = false, isCut = false } = {}) {
  const seen = new Set<string>();
  let streamed = "";
  for (let size = 1; size <= reply.length; size += 1) {
    streamed = "";
    const text = replyText((piece) => (streamed += piece), thoughtFilter(startsInThought));
    for (let at = 0; at < reply.length; at += size) text.add(reply.slice(at, at + size));
    seen.add(text.end(isCut).trim());
  }
  expect(seen.size).toBe(1);
  return { text: [...seen][0], streamed };
}

describe("thoughts of a local model", () => {
  it("never become text, in whatever pieces they arrive", () => {
    expect(read("<think>a box? <b> or not</think>\n\nresult = 1").text).toBe("result = 1");
    expect(read("\n <think>\nx\n</think>result = 1").text).toBe("result = 1");
    expect(read("<seed:think>x</seed:think>result = 1").text).toBe("result = 1");
  });

  it("leave comparisons and strings of a program alone", () => {
    const program = 'if a < b and c <d: s = "<think>"\nt = a<think>b';
    expect(read(program).text).toBe(program);
    expect(read("a <").text).toBe("a <");
  });

  it("end once: what looks like a second end is a part of the answer", () => {
    expect(read("<think>x</think>a\n</think>\nb").text).toBe("a\n</think>\nb");
    expect(read("x = 's</think>'").text).toBe("x = 's</think>'");
  });

  it("are dropped when the model never came to an end", () => {
    expect(read("<think>on and on").text).toBe("");
  });

  it("are dropped when only their end is in the reply", () => {
    expect(read("on and on\n</think>result = 1").text).toBe("result = 1");
  });

  it("are not streamed either for models whose template opens the thought", () => {
    const { text, streamed } = read("on and on</think>result = 1", { startsInThought: true });
    expect(text).toBe("result = 1");
    expect(streamed.trim()).toBe("result = 1");
  });

  it("may be missing: a reply without any comes through whole", () => {
    expect(read("result = 1", { startsInThought: true }).text).toBe("result = 1");
    expect(read("on and on", { startsInThought: true, isCut: true }).text).toBe("");
  });
});
