import java.util.regex.Pattern

/** Ant's patterns: `**` is any number of folders. */
class Globs {
	static List<String> find(File folder, Object includes, Object excludes = null) {
		def wanted = includes.toString().split(',').collect { pattern(it) }
		def unwanted = excludes ? excludes.toString().split(',').collect { pattern(it) } : []
		def found = []
		def base = folder.toPath()
		if (folder.directory) folder.eachFileRecurse(groovy.io.FileType.FILES) {
			def name = base.relativize(it.toPath()).toString().replace('\\', '/')
			if (wanted.any { p -> name ==~ p } && !unwanted.any { p -> name ==~ p }) found << name
		}
		found.sort()
	}

	private static Pattern pattern(String text) {
		def glob = text.trim()
		if (glob.endsWith('/')) glob += '**'
		def regex = new StringBuilder()
		for (int i = 0; i < glob.size(); i++) {
			if (glob.startsWith('**/', i)) { regex << '(?:.*/)?'; i += 2 }
			else if (glob.startsWith('**', i)) { regex << '.*'; i++ }
			else if (glob[i] == '*') regex << '[^/]*'
			else if (glob[i] == '?') regex << '[^/]'
			else regex << Pattern.quote(glob[i])
		}
		Pattern.compile(regex.toString())
	}
}
