/** What one edit did to whom. */
export interface Deed {
	readonly what: 'joined' | 'returned' | 'left' | 'changed';
	/** As people know each other: the e-mail, where there is one. */
	readonly who: string;
}

// eslint-disable-next-line no-control-regex -- they are what is taken out
const oneLine = (text: string): string => text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ').trim();

const sections = [
	['joined', 'joiner', 'Joiners'],
	['returned', 'returner', 'Returners'],
	['left', 'leaver', 'Leavers'],
	['changed', 'change', 'Changed'],
] as const;

/** The commit message: who joined, came back and left, sorted. `subject` takes the place of the first line. */
export const commitMessage = (deeds: readonly Deed[], subject?: string): string => {
	const found = sections.map(([what, one, title]) => {
		const names = new Set(deeds.filter(deed => deed.what === what).map(({who}) => oneLine(who)));
		// Who comes back is named once, whatever else changes
		if (what === 'changed') for (const deed of deeds) if (deed.what !== 'changed') names.delete(oneLine(deed.who));
		return {one, title, names: [...names].toSorted()};
	});
	const filled = found.filter(({names}) => names.length > 0);
	const numbers = filled.map(({one, names}) => `${names.length} ${one}${names.length === 1 ? '' : 's'}`).join(', ');
	const lists = filled.map(({title, names}) => `\n${title}:\n${names.map(name => `- ${name}\n`).join('')}`);
	return `${subject ?? `Accounts from Slack: ${numbers}`}\n${lists.join('')}`;
};
