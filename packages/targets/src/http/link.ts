/** A `Link` header's value: `<URL>` and what follows it up to the next link. */
const link = /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g;
const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i;

/**
The target of the link to the next page.

@see https://www.rfc-editor.org/rfc/rfc8288 – several relations may stand in one `rel`, their case does not matter.
*/
export const nextLink = (header: string | null): string | undefined => {
	for (const [, target, parameters = ''] of (header ?? '').matchAll(link)) {
		const [, quoted, bare] = relation.exec(parameters) ?? [];
		const relations = (quoted ?? bare ?? '').toLowerCase().split(/\s+/);
		if (relations.includes('next')) return target;
	}
	return undefined;
};
