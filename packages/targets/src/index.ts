export * from './http/address.ts';
export * from './http/client.ts';
export * from './http/target.ts';
export type {HttpTypeOptions, WrittenHttpOptions} from './http/options.ts';
export * from './registry.ts';
export type * from './type.ts';
export * from './workspace.ts';
