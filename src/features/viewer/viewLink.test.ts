import { describe, expect, it, vi } from "vitest";
import { cameraText, sectionText, ViewLink, viewFromText, type SharedView } from "./viewLink";

const VIEW: SharedView = {
  camera: { target: [1.5, -2, 30], azimuth: Math.PI / 5, elevation: Math.PI / 6, height: 120 },
  projection: "orthographic",
  section: { axis: 1, place: 0.25, isFlipped: true },
};

describe("a view in an address", () => {
  it("comes back as it was, to a hundredth of a millimetre and degree", () => {
    const text = cameraText(VIEW);
    expect(text).toBe("1.5_-2_30_36_30_120_o");
    const back = viewFromText(text, sectionText(VIEW.section) ?? undefined);
    expect(back?.camera.target).toEqual(VIEW.camera.target);
    expect(back?.camera.azimuth).toBeCloseTo(VIEW.camera.azimuth, 4);
    expect(back).toMatchObject({ projection: "orthographic", section: VIEW.section });
  });

  it("is nothing when it was cut short, has words for numbers or looks from beyond the poles", () => {
    for (const text of ["", "1_2_3", "a_b_c_d_e_f_p", "0_0_0_0_91_10_p", "0_0_0_0_0_0_p"])
      expect(viewFromText(text, undefined)).toBeNull();
  });

  it("leaves out a section plane beyond the part", () => {
    expect(viewFromText("0_0_0_0_0_9_p", "x1.5")?.section).toBeNull();
    expect(viewFromText("0_0_0_0_0_9_p", "z0.5")?.section).toEqual({ axis: 2, place: 0.5, isFlipped: false });
  });
});

describe("ViewLink", () => {
  it("tells every listener who moved, until it stops listening", () => {
    const link = new ViewLink();
    const listener = vi.fn();
    const stop = link.subscribe(listener);
    link.set(VIEW, "Ines");
    stop();
    link.set(VIEW, "Tom");
    expect(listener.mock.calls).toEqual([[VIEW, "Ines"]]);
    expect(link.view).toBe(VIEW);
  });
});
