/** Prompts that the page offers to start from; each is answered by the parts library without a question. */
export const galleryPrompts: { title: string; detail: string; prompt: string; family: string }[] = [
  {
    title: "Mounting plate",
    detail: "Four holes, 8 mm from the edges",
    prompt: "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges",
    family: "plate",
  },
  {
    title: "L-bracket",
    detail: "Two holes in each leg",
    prompt: "Angle bracket with 50 mm legs, 30 mm wide, 3 mm thick and two 5 mm holes in each leg",
    family: "lBracket",
  },
  {
    title: "Enclosure",
    detail: "With lid, bosses and rounded corners",
    prompt: "Electronics enclosure 100 x 60 x 30 mm with a lid, 2 mm walls, 5 mm corner radius and four screw bosses",
    family: "enclosure",
  },
  {
    title: "Flange",
    detail: "Six holes on a bolt circle",
    prompt: "Flange 150 mm OD, 8 mm thick, 60 mm bore, with 6 M8 holes on a 120 mm PCD",
    family: "flange",
  },
  {
    title: "Spur gear",
    detail: "20 involute teeth, module 2",
    prompt: "Spur gear with 20 teeth, module 2, a 10 mm bore and 8 mm thickness",
    family: "spurGear",
  },
  {
    title: "Shaft with keyway",
    detail: "25 mm diameter, 120 mm long",
    prompt: "Shaft 25 mm diameter, 120 mm long, with a keyway 8 mm wide, 4 mm deep and 40 mm long",
    family: "steppedShaft",
  },
  {
    title: "Bearing block",
    detail: "20 mm bore, two screw holes",
    prompt: "Pillow block with 20 mm bore, 80 mm long base, 25 mm wide, shaft center 30 mm high",
    family: "pillowBlock",
  },
  {
    title: "Motor bracket",
    detail: "NEMA 17, slotted base",
    prompt: "NEMA 17 motor bracket, 4 mm thick",
    family: "motorMount",
  },
  {
    title: "Hose adapter",
    detail: "19 mm to 25 mm, barbed",
    prompt: "Hose adapter from 19 mm ID hose to 25 mm ID hose with barbs",
    family: "hoseAdapter",
  },
  {
    title: "Heat sink",
    detail: "Ten fins on a 4 mm base",
    prompt: "Heat sink 60 x 60 x 25 mm with 10 fins, 4 mm base, 1.5 mm fins",
    family: "heatSink",
  },
  {
    title: "Phone stand",
    detail: "Leaning 65 degrees",
    prompt: "Phone stand 80 mm wide, 100 mm deep, 4 mm thick, leaning 65 degrees",
    family: "stand",
  },
  {
    title: "Drawer handle",
    detail: "96 mm screw spacing",
    prompt: "Drawer handle with 96 mm screw spacing and a rounded grip",
    family: "handle",
  },
  { title: "Washer", detail: "M6, sizes of ISO 7089", prompt: "M6 washer ISO 7089", family: "washer" },
  {
    title: "Hex bolt",
    detail: "M8, 30 mm, plain shank",
    prompt: "An M8 hex bolt, 30 mm long under the head, plain shank",
    family: "hexBolt",
  },
  {
    title: "Pipe elbow",
    detail: "90 degrees, 3 mm wall",
    prompt: "90 degree pipe elbow, 40 mm outer diameter, 3 mm wall, 60 mm bend radius",
    family: "elbow",
  },
  {
    title: "Vase",
    detail: "150 mm tall, 3 mm wall",
    prompt: "Vase 150 mm tall, 80 mm maximum diameter, 50 mm top diameter, 3 mm wall",
    family: "vase",
  },
];
