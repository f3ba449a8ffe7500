/** The drawing of a BPMN file: bounds of its shapes and way points of its edges (BPMN 2.0.2 chapter 12). It judges nothing: what is not drawn is not there. */
import { attribute, flag, reference, type XmlElement } from './xml/xml-element.ts';
import { readXml } from './xml/xml-reader.ts';

/** Namespaces of diagram interchange: BPMN's own, its bounds, its way points. */
const BPMN_DI = 'http://www.omg.org/spec/BPMN/20100524/DI';
const DC = 'http://www.omg.org/spec/DD/20100524/DC';
const DI = 'http://www.omg.org/spec/DD/20100524/DI';

/** A rectangle in the drawing's own unit. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A drawn flow node, pool, lane or artifact. */
export interface DiagramShape {
  readonly elementId: string;
  readonly bounds: Bounds;
  readonly labelBounds: Bounds | undefined;
  /** Sub-processes: whether their inside is drawn. */
  readonly isExpanded: boolean;
}

/** A drawn sequence flow, message flow or association. */
export interface DiagramEdge {
  readonly elementId: string;
  readonly waypoints: readonly { readonly x: number; readonly y: number }[];
}

/** What is drawn of a file, in file order: what lies behind comes first. */
export interface Diagram {
  readonly shapes: readonly DiagramShape[];
  readonly edges: readonly DiagramEdge[];
}

/** Reads the drawing of a file; an empty one when the file has none or is no XML. */
export function readDiagram(xml: string): Diagram {
  const document = readXml(xml);
  if ('problem' in document) return { shapes: [], edges: [] };
  const planes = inside(document.root, BPMN_DI, 'BPMNDiagram').flatMap((diagram) => inside(diagram, BPMN_DI, 'BPMNPlane'));
  return {
    shapes: planes.flatMap((plane) => inside(plane, BPMN_DI, 'BPMNShape')).flatMap(shapeOf),
    edges: planes.flatMap((plane) => inside(plane, BPMN_DI, 'BPMNEdge')).flatMap(edgeOf),
  };
}

function shapeOf(shape: XmlElement): readonly DiagramShape[] {
  const bounds = boundsOf(shape);
  if (bounds === undefined) return [];
  const label = inside(shape, BPMN_DI, 'BPMNLabel')[0];
  return [
    {
      elementId: reference(shape, 'bpmnElement'),
      bounds,
      labelBounds: label === undefined ? undefined : boundsOf(label),
      isExpanded: flag(shape, 'isExpanded', true),
    },
  ];
}

function edgeOf(edge: XmlElement): readonly DiagramEdge[] {
  const waypoints = inside(edge, DI, 'waypoint').map((point) => ({ x: number(point, 'x'), y: number(point, 'y') }));
  const sound = waypoints.length > 1 && waypoints.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return sound ? [{ elementId: reference(edge, 'bpmnElement'), waypoints }] : [];
}

function boundsOf(element: XmlElement): Bounds | undefined {
  const found = inside(element, DC, 'Bounds')[0];
  if (found === undefined) return undefined;
  const bounds = { x: number(found, 'x'), y: number(found, 'y'), width: number(found, 'width'), height: number(found, 'height') };
  return Object.values(bounds).every(Number.isFinite) ? bounds : undefined;
}

function number(element: XmlElement, name: string): number {
  const text = attribute(element, name).trim();
  return text === '' ? Number.NaN : Number(text);
}

function inside(element: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.namespace === namespace && child.name === name);
}
