# Why a file is refused, and what to do.
file-empty = The file “{ $name }” is empty. Check it, then attach it again.
file-too-large = { $limit ->
    [none] The file “{ $name }” is too large. Attach a lighter PDF, or a photo: we shrink it for you.
   *[other] The file “{ $name }” is larger than { $limit }. Attach a lighter PDF, or a photo: we shrink it for you.
}
file-type-not-accepted = { $extension ->
    [heic] The file “{ $name }” is not of an accepted type. Attach a JPEG or a PNG: on the telephone, take a screenshot of the photo, then attach that screenshot.
   *[other] The file “{ $name }” is not of an accepted type. Attach a PDF or a photo (JPEG, PNG). From a word processor, save it as PDF.
}
file-content-mismatch = The file “{ $name }” does not hold what its name says. Open it and save it again as PDF, or take a photo of the document.
file-pixels = The picture “{ $name }” is too big. Take the photo with a lower resolution.
file-encrypted = The file “{ $name }” is protected by a password. Remove the protection, then attach it again.
file-active-content = The file “{ $name }” holds a program or an active form. Print it to PDF, then attach that PDF.
file-damaged = The file “{ $name }” is damaged and cannot be read. Save it again, or take a photo of the document.
file-malware = The file “{ $name }” holds malicious software: we took it out. Choose another file, and have your device checked.
file-too-many = { $limit ->
    [none] You attached too many files. Remove some, then try again.
   *[other] Attach at most { $limit } files. Remove some, then try again.
}
file-too-many-pages = The file “{ $name }” has too many pages. Attach only the pages asked for.
file-no-pages = The file “{ $name }” has no page. Open it to check, save it as a PDF again, then attach it.
file-quota = Your files take up too much room together. Remove one, or attach lighter files.
file-name = The name of this file cannot be kept. Rename it with letters and digits, then attach it again.
file-expansion = The file “{ $name }” becomes too large once opened. Print it to PDF, then attach that PDF.
file-metadata = The photo “{ $name }” carries too much hidden information. Take a screenshot of it, or take it again, then attach it.
file-held-scanning = Being checked for viruses: come back in a few minutes.
file-held-infected = File held back: it contains malicious software.
