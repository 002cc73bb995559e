form.v1
