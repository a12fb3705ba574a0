import { nounOf } from "./nouns";
import { NotBuilt } from "./solids";
import type { Range, Text, Value } from "./text";

/** Evens out how people say the same, and takes out what stands around the description of a part. */

/** Words that take back what was said: too easily read the wrong way round. */
export const TAKES_BACK =
  /\b(?:no|not|without|never|don't|doesn't|except|instead|unless|remove the|leave|skip|avoid|either|or|maybe|spokes?)\b/;

/** The same words, more even; no sign is lost, doubled or moved past another. */
export function rewritten(plain: string): string {
  return (
    stacked(named(plain))
      .replace(/\( /g, ", ")
      .replace(/ \)/g, " ,")
      .replace(/ : /g, " , ")
      .replace(/\bdisk/g, "disc")
      .replace(/\b(\w+) (?:shaped|like) /g, (found, shape: string) =>
        /^[ltuzchv]$/.test(shape) ? found : /^(?:nut|block|box|washer|ring|disc|plate)$/.test(shape) ? "" : found,
      )
      .replace(/\b(?:screw|bolt|mounting|fixing|corner) (?=holes?\b)/g, (found) =>
        found.startsWith("corner") ? found : "",
      )
      .replace(
        /§ (?:radius )?round(?:ed)? (vertical |outer |top |)(edges|corners)/g,
        (_, which: string, what: string) => `§ fillet on the ${what === "corners" ? "vertical " : which}edges`,
      )
      .replace(
        /\b(?:rounded |filleted )(vertical |outer |top |)(edges|corners) (?:of |with )?(?:a )?(?:radius )?(?:of )?§/g,
        (_, which: string, what: string) => `fillet on the ${what === "corners" ? "vertical " : which}edges §`,
      )
      .replace(/\bwith (?:an? )?(?:total|overall) /g, "with total ")
      .replace(/\b(?:the )?(?:total|overall) (height|length|width) (?:is|being|of) §/g, "§ total $1")
      .replace(/§ total (height|length|width)/g, "total $1 of §")
      .replace(/\brounded rectang(?:le|ular)\b(?=.*\bcorner radi)/g, "rectangular")
      .replace(
        /\b(?:rising|rises|extending|extends|standing|stands|protruding|protrudes|projecting|projects)(?: up(?:wards?)?)? (?:by )?§ (?=above|from|up|out|high|on|over)/g,
        "§ tall rising ",
      )
      // Walls and floors of a hollow part are sizes, not solids.
      .replace(
        /(?:\b(?:uniform|equal|constant|nominal) )?§ (?:thick )?(?:side )?walls?(?: thickness)?\b(?! (?:on|along|rising|at|from|section))/g,
        "wallthickness of §",
      )
      .replace(
        /\b(?:the )?(?:side )?walls?(?: and (?:the )?(?:floor|bottom|base))? (?:(?:is|are|being) )+§(?: thick)?/g,
        "wallthickness of §",
      )
      .replace(/\b(?:uniform |equal )?wall thickness\b/g, "wallthickness")
      .replace(/\bwall (?=§ (?:thick )?(?:[,.]|and |all |mm ))/g, "wallthickness ")
      .replace(
        /§ (?:thick )?(?:floor|bottom)\b(?: thickness)?(?! (?:face|dia|flange|plate|end))/g,
        "floorthickness of §",
      )
      .replace(/\b(?:floor|bottom) thickness\b/g, "floorthickness")
      .replace(
        /\b(?:# |both )?(?:(?:fully |full )?round(?:ed)? ends|ends (?:are )?(?:fully )?rounded)(?: ,? ?§ radius ,?| (?:of |with )?(?:a )?radius (?:of )?§)?/g,
        (found) => (found.includes("§") ? "roundends § " : found.includes("#") ? found : "roundends "),
      )
      .replace(/\bwith an? square (?:cross )?section (?:of )?§/g, ", § square")
      .replace(/\b(?:the )?(?:floor|bottom) (?:is|being) §(?: thick)?/g, "floorthickness of §")
      .replace(
        /\b(?:chamfer|fillet|bevel) (?=(?:(?:all|the|its|top|vertical|bottom|outer|upper) )*edges)/g,
        (found) => found,
      )
      .replace(/\b(?:closed at the bottom(?: and)?|open at the top(?: and closed at the bottom)?)\b/g, (found) =>
        found.startsWith("open") ? "open top" : "",
      )
      .replace(/\bflat (?:side|face) down\b/g, "")
      .replace(/\b(?:from )?(?:the )?top to (?:the )?bottom\b/g, "through")
      .replace(/\b(?:it|the (?:outside|body|outer shape)) is an? cylinder with\b/g, "it has")
      .replace(/§ in ([xyz])\b(?! ?=)/g, "§ axis$1")
      .replace(/\b[a-z]+ like (?=[a-z§])/g, "")
      .replace(/(axis[xyz]) x (?=§)/g, "$1 ")
      .replace(/\b(?:along|in) (?:the )?([xyz]) direction\b/g, "axis$1")
      .replace(/\b(?:an? )?(?:grid|array|pattern|matrix) of # (×|x|by) # (?=(?:through )?holes)/g, "# $1 # grid of ")
      .replace(/\bright (?=circular (?:cone|cylinder))/g, "")
      .replace(/\bthat (?:is|are) \b/g, ", ")
      .replace(/\bthere (?:is|are) \b/g, "")
  );
}

/** "coaster , 100 mm round": a name in front that says no shape goes; "a second one" is what was spoken of before. */
function named(plain: string): string {
  const name = /^\s*(?:(?:an? |the )?(?:[a-z]+ ){1,4}): /.exec(plain)?.[0];
  let text = plain;
  if (name !== undefined && !name.split(" ").some((word) => nounOf(word) !== null)) {
    text = plain.slice(name.length);
    if (/^§ round /.test(text)) text = text.replace(/^§ round /, "disc § diameter ");
  }
  for (let before = ""; before !== text;) {
    before = text;
    text = text.replace(
      /\b(cylinder|disc|block|box|cube|plate|sphere)( (?:(?!\b(?:cylinder|disc|block|box|cube|plate|sphere)\b).)*?)\b(second|third|fourth|fifth|smaller|larger|another) #(?! (?:cylinder|disc|block|box|cube|plate|sphere))/,
      "$1$2$3 # $1",
    );
  }
  return text;
}

/** "60 mm dia x 10, 45 mm dia x 10": a stack of round sections. */
function stacked(text: string): string {
  const step = /§ (?:diameter|dia) (?:×|x) [§#](?: (?:long|tall|high|thick|deep))?/g;
  if ((text.match(step) ?? []).length < 2) return text;
  return text.replace(step, "a section § diameter § tall");
}

/** What stands around the description: where the part stands, how it is to be written. */
export function takeFrame(text: Text, whole: Range): void {
  const standing =
    /(?:,? ?(?:and |with |put |place |keep |so that |standing |resting ))?(?:(?:its|the|their) )?(?:base|bottom|lowest point|feet|foot|bottom face|base face|underside|resting|standing|sitting)(?: face| plane)? (?:(?:is|are|sits|lies|located|placed|resting|rests|standing|set) )*(?:at|on) @/;
  const isAtZ = (values: Value[]): boolean => values[0]?.kind === "at" && values[0].axis === "z";
  for (let found = text.take(standing, [whole], isAtZ); found !== null; found = text.take(standing, [whole], isAtZ)) {
    const [value] = found.values;
    if (value?.kind !== "at" || value.values.some((v) => v !== 0)) throw new NotBuilt("stands elsewhere");
  }
  const plain = [
    /\b(?:use|using|with|keep(?:ing)?)(?: [a-z]+){0,5} (?:as )?named(?: profile)? parameters?\b(?: (?:and )?)?/,
    /\b(?:and )?(?:return|model|make|produce|create it as) # (?:single )?(?:solid|part|body)\b/,
    /\bexport (?:it |the (?:model|part|result) )?(?:as|to) (?:an? )?(?:step|stl)(?: file)?\b/,
    /\bas (?:an? )?(?:step|stl)(?: model| file)?(?: in (?:millimeters|mm))?\b/,
    /\b(?:all )?(?:dimensions|sizes|units|lengths)(?: are)? in (?:millimeters|mm)\b/,
    /,? ?(?:and )?(?:(?:it |the part )?(?:is )?)?(?:centered|center it|centered) (?:on|at|about|around) (?:the )?(?:xy )?(?:global )?(?:origin|xy plane|z axis|axisz|~+)(?: in (?:x and y|xy))?(?: origin)?/,
    /,? ?(?:with )?(?:its|the) axis (?:is |being )?(?:vertical(?: along z| axisz)?|axisz|along (?:the )?z(?: axis)?|the z axis)\b/,
    /\b(?:with )?(?:its|the) center at the origin\b/,
    /\b(?:so|make sure|ensure)[^.;§#]*\bconnected\b/,
    /\b(?:it|this) is (?:all )?# (?:single )?(?:part|piece|solid)\b/,
    /\b(?:fuse|join|unite|combine) (?:the |all |both |everything |them |pieces |parts |bodies |solids |together )*(?:into|to) # (?:final |single )?(?:model|solid|part|body)\b/,
    /\bstart(?:ing)? (?:by|with) (?:creating |making )?/,
  ];
  for (const pattern of plain) text.takeAll(pattern, [whole]);
  // "single solid", "one solid": "solid" alone would be an adjective.
  text.takeAll(/(?<=^|[ .])(?:create|make|model|design|build|generate) # (?:single )?(?:solid )?(?=[a-z]+ )/, [whole]);
}
