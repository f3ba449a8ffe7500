/** What a model file may be at most. Named bounds only. */

/** Bytes of a file as UTF-8: what one gateway request can carry. */
export const XML_BYTES_MAX = 4 * 1024 * 1024;
/** Nested elements. Drawn models stay below 30; readers recurse to this depth. */
export const XML_DEPTH_MAX = 200;
/** Elements of a file, diagram shapes included. */
export const XML_ELEMENTS_MAX = 100_000;
/** Attributes of one element, namespace declarations included. */
export const XML_ATTRIBUTES_MAX = 200;
/** Assignments (`="` or `='`) from one `<` to the next: stops a tag of countless attributes before the parser collects them. */
export const XML_ASSIGNMENTS_MAX = 10_000;
