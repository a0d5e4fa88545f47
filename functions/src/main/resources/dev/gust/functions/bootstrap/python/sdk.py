"""Makes AWS's SDK quick to begin with: what it would read and look through for each client anew is remembered in the zygote."""
import sys


def remember_service_models():
    """Makes clients of the SDK from its models once, and keeps the models: reading them is most of making a client. They are files
    of the runtime, which nobody can change, and the SDK treats what it has read as shared."""
    loaders = sys.modules.get("botocore.loaders")
    if loaders is None:
        return
    read, listed, look = {}, {}, loaders.Loader.list_available_services
    load = loaders.JSONFileLoader.load_file

    def load_once(self, file_path):
        if not file_path.startswith(("/var/packs/", "/usr/")):
            return load(self, file_path)
        if file_path not in read:
            read[file_path] = load(self, file_path)
        return read[file_path]

    def look_once(self, type_name):
        key = (type_name, tuple(self.search_paths))
        if key not in listed:
            listed[key] = look(self, type_name)
        return list(listed[key])

    loaders.JSONFileLoader.load_file = load_once
    loaders.Loader.list_available_services = look_once
    import boto3

    learned = _remember_event_handlers()
    session = boto3.session.Session(aws_access_key_id="none", aws_secret_access_key="none", region_name="us-east-1")
    for service in ("dynamodb", "s3", "sqs", "sns"):
        session.client(service)
    learned()


def _remember_event_handlers():
    """Each session registers the same hundred handlers, and looks through their parameters and names each time. What is to be called when
    all that will be remembered has been seen."""
    from botocore import hooks

    names, parameters, learning = {}, {}, [True]
    begin, look = hooks.EventAliaser.__init__, hooks.accepts_kwargs

    def begin_with_names(self, event_emitter, event_aliases=None):
        begin(self, event_emitter, event_aliases)
        if event_aliases is None:
            self._alias_name_cache = names

    def look_once(handler):
        function = getattr(handler, "__func__", handler)
        if type(function) is not type(look_once):
            return look(handler)
        if function in parameters:
            return parameters[function]
        found = look(handler)
        if learning:
            parameters[function] = found
        return found

    hooks.EventAliaser.__init__ = begin_with_names
    hooks.accepts_kwargs = look_once
    return learning.clear
