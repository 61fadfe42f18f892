import type {Account} from '@slack-im/core';

/** The versions that accounts have now, as `If-Match` wants them. */
export interface Versions {
	/** Undefined where nobody knows it. */
	of(account: Pick<Account, 'id' | 'version'>): string | undefined;
	/** This run has written the account; `version` is what the answer shows of it. */
	wrote(id: string, version: string | undefined): void;
	/** The accounts are read anew, with the versions that they have then. */
	forget(): void;
}

/** Keeps the versions of the accounts that a run has written, for those that were listed are no longer right: a returner is reactivated, then updated. */
export const createVersions = (): Versions => {
	const written = new Map<string, string | undefined>();
	return {
		of: ({id, version}) => (written.has(id) ? written.get(id) : version),
		wrote: (id, version) => void written.set(id, version),
		forget: () => written.clear(),
	};
};
