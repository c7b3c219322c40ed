/** The validated configuration, shipped with the functions: the bundler puts a file of it beside the code. */
declare module 'ductape-config' {
  const config: import('../contract/config.ts').Config;
  export default config;
}
