/*
What names tell of their values: the one place that knows. To ask for a mark, a name must be sure; to hide a value, a suspicion is enough.
*/

/** The words of a name, in small letters: `initialPassword` and `INITIAL_PASSWORD` are `initial password`. */
export const wordsOf = (name: string): string =>
	name
		.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
		.replaceAll(/[^A-Za-z\d]+/g, ' ')
		.trim()
		.toLowerCase();

const credential = /(^| )(password|passwd|pwd|passphrase|secret|token|api ?key|private key|pin|credentials?)\d*$/;

/** Whether an attribute is called like something that nobody should see: its last word says so. `passwordExpired` is none. */
export const isCredentialName = (name: string): boolean => credential.test(wordsOf(name.split(/[.:]/).at(-1) ?? name));

const suspicious =
	/token|passw(or)?d|pasword|passphrase|\bpwd|secret|api ?key|access ?key|private ?key|authori[sz]ation|cookie|credential|bearer/;

/** Whether a key, a header or an option is called like something that nobody may see, by any of its words. */
export const soundsSecret = (name: string): boolean => suspicious.test(wordsOf(name));

/** The same where names are shorter, as those of variables and query parameters are: `CRM_KEY`, `DB_PASS`. */
export const variableSoundsSecret = (name: string): boolean =>
	soundsSecret(name) || /(^| )(pass|key|auth|pat|pw|pin)( |$)/.test(wordsOf(name));
