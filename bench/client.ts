/** A caller of the API, for everything except the measures. */

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each route answers data of its own
  data: any;
}

export class Client {
  readonly port: number;
  readonly token: string;

  constructor(port: number, token = "") {
    this.port = port;
    this.token = token;
  }

  /** Throws unless the answer is 2xx. `name` becomes the request id. */
  post(path: string, body: unknown, name?: string): Promise<Reply> {
    return this.send("POST", path, body, name);
  }

  /** Throws unless the answer is 2xx. */
  get(path: string, name?: string): Promise<Reply> {
    return this.send("GET", path, undefined, name);
  }

  /** Throws unless the answer is 2xx. */
  put(path: string, body: unknown): Promise<Reply> {
    return this.send("PUT", path, body, undefined);
  }

  /** Throws unless the answer is 2xx. */
  delete(path: string): Promise<Reply> {
    return this.send("DELETE", path, undefined, undefined);
  }

  private async send(method: string, path: string, body: unknown, name: string | undefined): Promise<Reply> {
    const response = await fetch(`http://127.0.0.1:${this.port}/v1${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        ...(body !== undefined && { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(name && { "x-request-id": name }),
      },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return { status: response.status, data: JSON.parse(text).data };
  }

  async loginDevice(device: { device_id: string; device_token: string }, name?: string): Promise<Client> {
    const { device_id, device_token } = device;
    const { data } = await this.post("/auth/device/login", { device_id, device_token }, name);
    return new Client(this.port, data.access_token);
  }

  /** Logs a person in on the device whose client this is. */
  async loginPerson({ email, pin }: { email: string; pin: string }, name?: string): Promise<Client> {
    const { data } = await this.post("/employees/login", { email, pin }, name);
    return new Client(this.port, data.access_token);
  }
}
