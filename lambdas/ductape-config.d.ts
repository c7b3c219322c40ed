/** The validated configuration, shipped with the functions: the bundler puts the file in the place of this name. */
declare module 'ductape-config' {
  const config: import('../contract/config.ts').Config;
  export default config;
}
