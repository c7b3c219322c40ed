declare module 'dynalite' {
  export default function dynalite(options: {
    path: string;
    createTableMs: number;
  }): import('node:http').Server;
}
