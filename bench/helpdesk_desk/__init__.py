"""django-helpdesk as its documentation sets it up, to be measured beside Prazo."""
