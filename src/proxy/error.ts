/** A refusal that the control API answers with its status, in the original's shape `{"error", "status"}`. */
export class ApiError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** Source: the error table of Toxiproxy's api.go. */
export const badRequest = (why: string): ApiError => new ApiError(`bad request body: ${why}`, 400);
export const missingField = (field: string): ApiError => new ApiError(`missing required field: ${field}`, 400);
export const invalidStream = (): ApiError => new ApiError('stream was invalid, can be either upstream or downstream', 400);
export const invalidToxicType = (): ApiError => new ApiError('invalid toxic type', 400);
export const notFound = (what: 'proxy' | 'toxic' | 'rule'): ApiError => new ApiError(`${what} not found`, 404);
export const alreadyExists = (what: 'proxy' | 'toxic' | 'rule'): ApiError => new ApiError(`${what} already exists`, 409);
