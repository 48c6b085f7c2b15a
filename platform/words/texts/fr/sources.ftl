# Les sources interrogées : ce qui en est venu, et comment continuer sans elles.
search-choices = { $count ->
    [one] Un résultat. Est-ce le bon ?
   *[other] { $count } résultats. Choisissez le vôtre.
}
search-choose = Reprendre ce résultat
search-none-of-these = Aucun ne convient ? Remplissez vous-même les cases de cette page.
search-taken = C'est repris. Vous pouvez corriger chaque case.
search-taken-of = Repris : { $taken }. Vous pouvez corriger chaque case.
search-verified = Vérifié auprès de : { $name }, le { $date }. Vous n'avez rien à joindre.
search-forget = Ne pas reprendre, je réponds moi-même
search-missing = { $count ->
    [0] Tapez d'abord ce que vous cherchez.
    [one] Répondez d'abord à la question « { $labels } », ou corrigez votre réponse, puis cherchez de nouveau.
   *[other] Répondez d'abord à ces questions, ou corrigez vos réponses, puis cherchez de nouveau : { $labels }.
}
search-nothing = Aucun résultat. Vérifiez ce que vous avez tapé, ou remplissez vous-même les cases de cette page.
search-refused = Vérifiez le numéro, ou remplissez vous-même les cases de cette page.
search-later = La recherche est très demandée en ce moment. Réessayez dans une minute, ou remplissez vous-même les cases de cette page.
search-unavailable = La recherche ne répond pas pour le moment. Remplissez vous-même les cases de cette page : votre demande sera traitée de la même façon.
search-too-often = Vous avez fait beaucoup de recherches pour cette demande. Remplissez vous-même les cases de cette page.
source-data-on = Repris le { $date } ; source : { $name }.
source-verified = Vérifié le { $date } ; source : { $name }.
receipt-source-data-on = Repris le { $date } ; source : { $name }
receipt-source-verified = Vérifié le { $date } ; source : { $name }
