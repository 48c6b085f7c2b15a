# Ce qui ne va pas dans une réponse : on dit ce qui est attendu, avec un exemple.
# L'identifiant est le code (answer.too_long), puis le type de question quand sa phrase est meilleure.
answer-invalid = Vérifiez cette réponse.
answer-required = Répondez à cette question.
answer-required-attestation = Cochez la case.
answer-required-checkboxes = Choisissez au moins une réponse.
answer-required-date = Saisissez une date, par exemple { $example }.
answer-required-decimal = Saisissez un nombre, par exemple 12,5.
answer-required-email = Saisissez une adresse électronique, par exemple camille@exemple.fr.
answer-required-file = Joignez un fichier.
answer-required-integer = Saisissez un nombre entier, par exemple 3.
answer-required-locked = Acceptez que cette réponse soit reprise de vos données ; si elle y est fausse, corrigez-la d'abord dans « Mes données ».
answer-required-long-text = Écrivez quelques mots.
answer-required-money = Saisissez un montant, par exemple 1 234,50.
answer-required-partial-date = Saisissez au moins l'année, par exemple { $year }.
answer-required-phone = Saisissez un numéro de téléphone, par exemple 06 12 34 56 78.
answer-required-radio = Choisissez une réponse.
answer-required-referential = Saisissez les premières lettres, puis choisissez dans la liste.
answer-required-text = Remplissez cette case.
answer-required-yes-no = Répondez par oui ou par non.
answer-not-attested = Cochez la case pour continuer.
answer-not-put-back = Ce retrait ne peut plus être annulé : autre chose a été retiré ou envoyé depuis.
answer-too-long = { $max ->
    [one] Écrivez { $max } caractère au plus.
   *[other] Écrivez { $max } caractères au plus.
}
answer-too-short = { $min ->
    [one] Écrivez au moins { $min } caractère.
   *[other] Écrivez au moins { $min } caractères.
}
answer-control-char = Retapez cette réponse : elle contient un signe invisible, souvent venu d'un copier-coller.
answer-grapheme-too-long = Retapez cette réponse : une lettre y porte trop d'accents.
answer-pattern = Vérifiez la forme de cette réponse : suivez l'exemple donné.
answer-check-digits = Ce numéro contient une erreur : comparez chaque signe avec votre document.
answer-email = Saisissez une adresse électronique complète, par exemple camille@exemple.fr.
answer-phone = Saisissez un numéro de téléphone, par exemple 06 12 34 56 78, ou +32 470 12 34 56 depuis l'étranger.
answer-integer = Saisissez un nombre entier en chiffres, par exemple 3.
answer-number = Saisissez un nombre en chiffres, par exemple 12,5.
answer-number-money = Saisissez un montant en chiffres, par exemple 1 234,50.
answer-too-many-decimals = { $scale ->
    [0] Saisissez un nombre sans virgule, par exemple 3.
    [one] Saisissez { $scale } chiffre au plus après la virgule.
   *[other] Saisissez { $scale } chiffres au plus après la virgule.
}
answer-too-small = Saisissez au moins { $min }.
answer-too-large = Saisissez au plus { $max }.
answer-date = { $part ->
    [year] Écrivez l'année en quatre chiffres, par exemple { $year }.
   *[other] Saisissez une date qui existe, avec le jour, le mois et l'année, par exemple { $example }.
}
answer-date-partial-date = { $part ->
    [year] Écrivez l'année en quatre chiffres, par exemple { $year }.
   *[other] Saisissez une date qui existe, par exemple { $example } ; l'année seule suffit si vous ne savez pas le reste.
}
answer-date-incomplete = { $part ->
    [day] Complétez la date : il manque le jour.
    [month] Complétez la date : il manque le mois.
    [year] Complétez la date : il manque l'année.
   *[other] Complétez la date : jour, mois et année, par exemple { $example }.
}
answer-date-incomplete-partial-date = { $part ->
    [month] Complétez la date : il manque le mois. Si vous ne le connaissez pas, laissez aussi le jour vide.
   *[other] Complétez la date : il manque l'année.
}
answer-too-early = Saisissez une date à partir du { $earliest }.
answer-too-late = Saisissez une date jusqu'au { $latest }.
answer-not-computed = Cette valeur ne peut pas être calculée avec vos réponses. Vérifiez celles dont elle dépend.
answer-not-available = Cette valeur ne peut pas être calculée pour le moment. Vos réponses sont gardées : réessayez dans quelques minutes.
answer-not-an-option = Choisissez une des réponses proposées.
answer-not-found = « { $typed } » n'est pas dans la liste. Saisissez les premières lettres, puis choisissez.
answer-ambiguous = { $count ->
    [one] Est-ce bien celle-ci ? Choisissez-la, ou corrigez votre réponse.
   *[other] Plusieurs réponses correspondent. Choisissez la bonne ci-dessous.
}
answer-too-few-rows = { $min ->
    [one] Ajoutez-en au moins { $min }.
   *[other] Ajoutez-en au moins { $min }.
}
answer-too-many-rows = { $max ->
    [one] Gardez-en { $max } au plus.
   *[other] Gardez-en { $max } au plus.
}
answer-too-many-files = { $max ->
    [one] Joignez un seul fichier.
   *[other] Joignez { $max } fichiers au plus.
}
answer-file = Ce fichier ne convient pas. Essayez avec un autre.
answer-rule = Vérifiez cette réponse.
answer-rule-needs-answer = Complétez cette réponse.
answer-plugin = Vérifiez cette réponse.
answer-no-recipient = Aucun service ne reçoit de dossier avec ces réponses. Vérifiez cette réponse, ou adressez-vous au service indiqué en bas de la page.
answer-check-unavailable = Une vérification n'a pas pu être faite. Vos réponses sont gardées : réessayez dans quelques minutes.
answer-unknown-field = Une réponse envoyée n'est pas attendue sur cette page.
