// What a picture is made of: positions from the diagram, and what is known of each element. Plain data; it draws nothing.

/** A place in the drawing's unit. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle in the drawing's unit. */
export interface Bounds extends Point {
  readonly width: number;
  readonly height: number;
}

/** What is drawn where; what lies behind comes first. */
export interface DrawnDiagram {
  readonly shapes: readonly {
    readonly elementId: string;
    readonly bounds: Bounds;
    readonly labelBounds: Bounds | undefined;
    /** Sub-processes: whether their inside is drawn. */
    readonly isExpanded: boolean;
  }[];
  readonly edges: readonly { readonly elementId: string; readonly waypoints: readonly Point[] }[];
}

/** What is known of an element. Shapes without one are pools, lanes and artifacts; edges without one are associations. */
export interface DrawnElement {
  readonly id: string;
  /** As records name it, such as SERVICE_TASK; SEQUENCE_FLOW for flows. */
  readonly type: string;
  readonly name: string;
  /** How often it was reached or taken. Absent: the picture is about no coverage, and stays black and white. */
  readonly count?: number | undefined;
  /** Events: what is waited for or raised, as records name it, such as TIMER. Absent: nothing. */
  readonly eventType?: string | undefined;
  /** Boundary events and starts of event sub-processes: false when the rest goes on. Default true. */
  readonly interrupting?: boolean | undefined;
  /** Activities: how they are repeated. */
  readonly loop?: 'parallel' | 'sequential' | undefined;
  /** Activities that only compensation begins. */
  readonly forCompensation?: boolean | undefined;
  /** Sequence flows: the default of a gateway. */
  readonly isDefault?: boolean | undefined;
}
