export * from './http/address.ts';
export * from './http/client.ts';
export type * from './type.ts';
