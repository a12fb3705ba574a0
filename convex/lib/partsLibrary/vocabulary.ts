/** Words that change nothing about a part: grammar, praise, materials, software. Every other word must be explained or is reported. */

const NEUTRAL = new Set(
  `a about above accurate accurately across add added adding additionally again aim air align aligned all along also aluminium aluminum an and any apart appears approx approximate approximately
  are around as assembly assign at axes axis axisx axisy axisz back bar base based basic be bed below beside between body both bottom brass bronze build built but by cad cadquery build123d openscad called can care cast  center centered centers central
  centrally circle circular clean clear clearance clearly close  code color colour common complete completely concentric connected consisting constant contain containing copper coordinates corner corners correct
  could create creating cross custom cut cutting cylinder cylindrical deep depth design designed desired detail details diam dia diameter diameters dimension dimensional dimensioned dimensions direction distance down draw drawing sketch sketched drill
  drilled drilling each easy edge edges either end ends engineering ensure envelope equal equally etc evenly every exact exactly export exported extend extends extending extends exterior external extrude extruded extruding face faces fdm feature features file final finish finished first fit fits five flat for
  form format four from front full fully functional fuse fused general generate generic geometry get give given go good grade grey hard has have having heavy height help here high highly    id ideal in inch inches include includes including individual
  industrial inner inside interior internal into iron is it item its itself just keep kind large larger least left leaving length light like located location long longer looking made main major make making manufacturable manufacturing mass
  material matte me measure measured measures measuring mechanical metal metric mid middle mild millimeter millimeters millimetre millimetres mm minor mm model modeled modeling models modern more my name named nearest need needed needs new nice no nominal normal object od of off on one only opposite or origin other our out
  outer outside outwards over overall own parallel parameter parameterized parameters parametric part parts pattern per perfectly perimeter perpendicular pla petg abs nylon acrylic place placed plain plastic please plus point position positioned positive positions possible power practical precise precisely precision printed printable printing print printer profile
  proper properly python quality radial radially radii radius rated realistic rear rectangle rectangular regular remaining render replacement represent required requirements resin respectively result return right rigid robust round running same scale section see separate set shall shape shaped sharp short
  should show side sides simple simplified simply single size sized sizes sketch small smaller smooth so solid some space spaced spacing spanning specific specifications specified square stainless stand standard start starting steel step stl strong sturdy style such suitable surface surfaces symmetric symmetrical symmetrically
  tall than that the their them then there these they thick thickness this those three through throughout titanium to together tolerance tool top total transmission two type typical under uniform unit units up upper upright upward upwards use used useful using vertical vertically very via view viewed wanted want wants
  was way we well where which white black red blue green yellow orange whole whose wide width will with within without wood would write x y you your z i let's let lets us can't don't not i'd i'm there's it's that's
  global lower lowest extents exactly mandatory clearance minimum maximum min max standing lying layer  size  oriented orientation towards toward toward purpose purposes maker mount mounted mounting attach attached attaching assemble installed install support supporting supports hold holding holds
  three dimensional 3d model cnc machined machining milled turned lathe laser cutting water jet welded casting injection molded moulded anodized anodised powder coated painted galvanized galvanised polished brushed 6061 t6 304 316 mild hardened tool carbon fiber fibre polycarbonate delrin pom rubber tpu
  ready high low medium duty commercial professional elegant minimal minimalist ergonomic comfortable tidy home office desk workshop kitchen garage garden
  equidistant opposing adjacent respective uniformly symmetric even odd next side-by-side located inset offset pair    whose across flats circle square lengthwise crosswise widthwise
  exactly accurate nothing else anything something someone people user users thing things generously slightly gently nicely roughly around plane xy xz yz negative shaft's plate's edge's
  centerline centerlines lines pcd bcd pitch inset insets margin spacing spacings offset thicknesses centreline od id
  version freecad fusion solidworks onshape stp obj brep printed3d printable bambu prusa ender support-free orient laying oriented laid face-down overhangs overhang
  spread distribute distributed arranged arrangement layout laid row rows column columns line lines inline straight straightforward pass passes passing going goes run runs reach reaches reaching located sits sit sitting rests rest resting rises rise rising
  dimensions: thk heavy-duty lightweight strength stiffness rigid rigidity durable load loads bearing-free industrial-grade quick fast easily manufacturable dimensioning dimensionally toleranced`
    .split(/\s+/)
    .filter((word) => word.length > 0),
);

export function isNeutral(word: string): boolean {
  return NEUTRAL.has(word) || word.length === 1;
}
