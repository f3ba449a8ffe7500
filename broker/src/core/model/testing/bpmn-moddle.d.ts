/** The one call of `bpmn-moddle` that the comparison of readers makes; the package declares its model's types, but not this. */
declare module 'bpmn-moddle' {
  /** Reads BPMN files by the descriptions of their packages. */
  export class BpmnModdle {
    constructor(packages: Readonly<Record<string, unknown>>);
    fromXML(xml: string): Promise<{ readonly rootElement: unknown; readonly warnings: readonly unknown[] }>;
  }
}
