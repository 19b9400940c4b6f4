/** The typed API client, and errors as the problem details they came as. */
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

/** Shapes of the API by name. */
export type Schemas = components["schemas"];

/** The API's root, on the server that served the page. */
export const API_ROOT = "/api/v1";

/** Typed requests; each path, parameter and answer is checked against the OpenAPI document. */
export const client = createClient<paths>({ baseUrl: API_ROOT });

/** A request that failed: what the server said, or status 0 where it could not be reached. */
export class RequestFailed extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly reference: string | undefined,
  ) {
    super(message);
    this.name = "RequestFailed";
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function isProblem(value: unknown): value is Schemas["Problem"] {
  return typeof value === "object" && value !== null && "code" in value && "title" in value;
}

let heard: () => void = () => undefined;

/** Calls `listener` whenever the server says that nobody is logged in. */
export function onUnauthorised(listener: () => void): void {
  heard = listener;
}

/** The answer's data, or a thrown [`RequestFailed`]. An aborted request throws its `AbortError` unchanged. */
export async function read<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new RequestFailed(0, "unreachable", "", undefined);
  }
  if (answer.data !== undefined) return answer.data;
  // A name or password that is wrong is told where they are typed.
  if (answer.response.status === 401 && !(isProblem(answer.error) && answer.error.code === "login_refused")) heard();
  const problem = answer.error;
  if (isProblem(problem)) throw new RequestFailed(problem.status, problem.code, problem.detail, problem.instance ?? undefined);
  throw new RequestFailed(answer.response.status, "unknown", "", undefined);
}
